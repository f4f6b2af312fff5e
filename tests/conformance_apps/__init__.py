"""Small servers that test the suite: a conforming one, wrong ones and unusual ones."""
