"""What deserves a look, ratings set aside by two people, and reviews that officers ask for."""
