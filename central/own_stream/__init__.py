"""Central's own stream: what central itself decides and is told, as lines of a chain like every gateway's."""
