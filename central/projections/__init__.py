"""What is made of events: ratings, their daily sums, clocks, tickets. All of it can be made again."""
