-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
-- Auctions and bids are brought together by number and window in one aggregate: fewer states, and
-- no join whose watermark would have to be carried on.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  category,
  AVG(CAST(best AS DOUBLE)) AS mean_price
FROM (
  SELECT
    window,
    category,
    array_max(
      transform(
        filter(
          bids,
          b -> exists(
            auctions,
            a -> a.category = category AND b.event_ms BETWEEN a.event_ms AND a.expires)),
        b -> b.price)) AS best
  FROM (
    SELECT
      id,
      window(event_time, '10 seconds') AS window,
      collect_list(named_struct('category', category, 'event_ms', event_ms, 'expires', expires))
        FILTER (WHERE category IS NOT NULL) AS auctions,
      collect_list(named_struct('price', price, 'event_ms', event_ms))
        FILTER (WHERE price IS NOT NULL) AS bids
    FROM (
      SELECT id, category, event_ms, expires, CAST(NULL AS BIGINT) AS price, event_time
      FROM auction
      WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
      UNION ALL
      SELECT auction, CAST(NULL AS BIGINT), event_ms, CAST(NULL AS BIGINT), price, event_time
      FROM bid
      WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
    )
    GROUP BY id, window(event_time, '10 seconds')
  )
  LATERAL VIEW explode(array_distinct(transform(auctions, a -> a.category))) AS category
)
WHERE best IS NOT NULL
GROUP BY category, window
