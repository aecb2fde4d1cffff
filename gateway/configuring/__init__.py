"""Takes the configuration that central wishes: tried by the gateway's own reader, put to use between visits."""
