#!/usr/bin/env bash
# The calls of calls.json through curl, without a Content-Type of its own.
set -eu
node -e 'for (const c of JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))) console.log(c.name + "\t" + JSON.stringify({ method: c.method, params: c.params, id: 1 }))' "$5" |
while IFS=$'\t' read -r name body; do
    reply=$(curl -s -u "$3:$4" -H 'Content-Type:' --data-binary "$body" "http://$1:$2/")
    node -e 'const r = JSON.parse(process.argv[2]); console.log([process.argv[1], r.error ? "error" : "ok", JSON.stringify(r.error ?? r.result)].join("\t"))' "$name" "$reply"
done
