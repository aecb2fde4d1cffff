"""Rosters of a centre: whose a service is, who works where and since when, who is planned to be away."""
