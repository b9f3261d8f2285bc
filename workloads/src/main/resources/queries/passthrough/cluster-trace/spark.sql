SELECT
  event_ms,
  time_us,
  missing_info,
  job_id,
  task_index,
  machine_id,
  event_type,
  `user`,
  scheduling_class,
  priority,
  cpu_request,
  memory_request,
  disk_request,
  different_machines
FROM task_events
WHERE NOT tick
