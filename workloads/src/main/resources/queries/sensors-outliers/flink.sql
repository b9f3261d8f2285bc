SELECT
  event_ms,
  station_id,
  CASE WHEN temperature < 17.56E0 OR temperature > 32.44E0 THEN temperature END AS temperature,
  CASE WHEN humidity < 48.84E0 OR humidity > 71.16E0 THEN humidity END AS humidity,
  CASE WHEN pressure < 1005.56E0 OR pressure > 1020.44E0 THEN pressure END AS pressure,
  CASE WHEN air_quality < 125.60E0 OR air_quality > 274.40E0 THEN air_quality END AS air_quality,
  CASE WHEN particulate_matter < 22.56E0 OR particulate_matter > 37.44E0 THEN particulate_matter END AS particulate_matter,
  CASE WHEN noise_level < 38.84E0 OR noise_level > 61.16E0 THEN noise_level END AS noise_level,
  CASE WHEN illuminance < 314.00E0 OR illuminance > 686.00E0 THEN illuminance END AS illuminance,
  CASE WHEN wind_speed < -69.40E0 OR wind_speed > 79.40E0 THEN wind_speed END AS wind_speed,
  CASE WHEN rainfall < -11.16E0 OR rainfall > 11.16E0 THEN rainfall END AS rainfall
FROM sensor_reading
WHERE NOT tick
  AND (
    temperature < 17.56E0 OR temperature > 32.44E0
    OR humidity < 48.84E0 OR humidity > 71.16E0
    OR pressure < 1005.56E0 OR pressure > 1020.44E0
    OR air_quality < 125.60E0 OR air_quality > 274.40E0
    OR particulate_matter < 22.56E0 OR particulate_matter > 37.44E0
    OR noise_level < 38.84E0 OR noise_level > 61.16E0
    OR illuminance < 314.00E0 OR illuminance > 686.00E0
    OR wind_speed < -69.40E0 OR wind_speed > 79.40E0
    OR rainfall < -11.16E0 OR rainfall > 11.16E0
  )
