"""The central service: takes in the event lines of every gateway, stores them and makes the reports."""
