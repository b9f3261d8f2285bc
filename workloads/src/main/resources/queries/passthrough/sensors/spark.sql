SELECT
  event_ms,
  station_id,
  temperature,
  humidity,
  pressure,
  air_quality,
  particulate_matter,
  noise_level,
  illuminance,
  wind_speed,
  rainfall
FROM sensor_reading
WHERE NOT tick
