SELECT
  event_ms,
  robot_id,
  power_w
FROM robot_power
WHERE NOT tick AND power_w > 250E0
