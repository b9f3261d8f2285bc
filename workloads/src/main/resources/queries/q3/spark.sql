SELECT
  p.name AS name,
  p.city AS city,
  p.state AS state,
  a.id AS id
FROM (SELECT id, seller FROM auction WHERE NOT tick AND category = 10) AS a
JOIN (
  SELECT id, name, city, state
  FROM person
  WHERE NOT tick AND state IN ('OR', 'ID', 'CA')
) AS p
ON a.seller = p.id
