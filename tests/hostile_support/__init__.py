"""What the tests of hostile input share: a raw client, a server process, rows of requests and a strict judge."""
