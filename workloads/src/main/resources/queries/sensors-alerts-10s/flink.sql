-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM window_end) * 1000 AS window_end_ms,
  station_id,
  COUNT(*) AS alerts
FROM TABLE(TUMBLE(TABLE sensor_reading, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
WHERE NOT tick AND air_quality > 240E0
GROUP BY station_id, window_start, window_end
