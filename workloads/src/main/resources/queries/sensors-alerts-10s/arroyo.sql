SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  station_id,
  alerts
FROM (
  SELECT
    station_id,
    tumble(interval '10 seconds') AS window,
    COUNT(*) AS alerts
  FROM sensor_reading
  WHERE NOT tick AND air_quality > 240E0
  GROUP BY station_id, window
)
