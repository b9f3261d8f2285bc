SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  station_id,
  COUNT(*) AS alerts
FROM sensor_reading
WHERE NOT tick AND air_quality > 240E0
GROUP BY station_id, window(event_time, '10 seconds')
