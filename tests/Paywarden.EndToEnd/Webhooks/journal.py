# What a ledger's journal holds, read past the node: one line for each event, its number, its name and its content.
import json, sqlite3, sys

db = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
for number, manifest, message in db.execute(
    "SELECT sequence_number, manifest, message FROM journal WHERE persistence_id LIKE 'ledger-%' ORDER BY sequence_number"
):
    print(json.dumps([number, manifest, json.loads(message)]))
