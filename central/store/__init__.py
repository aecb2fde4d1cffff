"""Where central keeps everything: tables, connections and schema steps. Knows nothing of MQTT or pages."""
