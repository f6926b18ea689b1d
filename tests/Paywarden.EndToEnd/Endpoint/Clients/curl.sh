#!/usr/bin/env bash
# The calls of a file through curl, without a Content-Type of its own.
set -eu
node -e '
const request = (member, id) => ({ method: member.method, params: member.params, id });
for (const c of JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))) console.log(c.name + "\t" + JSON.stringify(c.batch ? c.batch.map(request) : request(c, 1)))
' "$5" |
while IFS=$'\t' read -r name body; do
    reply=$(curl -s -u "$3:$4" -H 'Content-Type:' --data-binary "$body" "http://$1:$2/")
    node -e '
    const outcome = (r) => r.error ? ["error", r.error] : ["ok", r.result];
    const reply = JSON.parse(process.argv[2]);
    const [kind, value] = Array.isArray(reply) ? ["ok", reply.map(outcome)] : outcome(reply);
    console.log([process.argv[1], kind, JSON.stringify(value)].join("\t"));
    ' "$name" "$reply"
done
