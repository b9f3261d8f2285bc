-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  station_id,
  COUNT(*) AS alerts
FROM sensor_reading
WHERE (NOT tick AND air_quality > 240E0) OR event_time < TIMESTAMP '0001-01-01 00:00:00'
GROUP BY station_id, window(event_time, '10 seconds')
