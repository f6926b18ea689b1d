using System.Text;
using System.Text.Json;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What the simulated chain holds, read from its file past node and daemons: the judge of every payment.</summary>
internal sealed class ChainBook(string dataFolder)
{
    /// <summary>Digits of the sum before each record, and a blank.</summary>
    private const int Sum = 17;

    /// <param name="Height">Of its block; 0: in none.</param>
    public sealed record Payment(Txid Txid, long Satoshis, int Height);

    /// <summary>Everything that was ever paid to each script.</summary>
    public async Task<ILookup<Bytes, Payment>> ReadAsync() => (await TakenAsync())
        .SelectMany(t => t.Value.Transaction.Outputs.Select(o => (o.Script, Payment: new Payment(t.Key, o.Value.Satoshis, t.Value.Height))))
        .ToLookup(p => p.Script, p => p.Payment);

    /// <summary>What these paid for, in satoshis.</summary>
    public async Task<long> FeesAsync(IEnumerable<Txid> txids)
    {
        var all = await TakenAsync();
        return txids.Select(txid => all[txid].Transaction).Sum(t => t.Inputs.Sum(i => all[i.Spends.Txid].Transaction.Outputs[(int)i.Spends.Index].Value.Satoshis) - t.Outputs.Sum(o => o.Value.Satoshis));
    }

    private async Task<Dictionary<Txid, (Transaction Transaction, int Height)>> TakenAsync()
    {
        var taken = new Dictionary<Txid, (Transaction Transaction, int Height)>();
        foreach (var line in await LinesAsync())
        {
            var record = JsonSerializer.Deserialize<JsonElement>(line.AsSpan(Sum));
            switch (record.GetProperty("kind").GetString())
            {
                case "granted":
                    foreach (var money in record.GetProperty("money").EnumerateArray())
                    {
                        Take(money, money.GetProperty("height").GetInt32());
                    }

                    break;
                case "mined":
                    foreach (var (txid, waiting) in taken.Where(t => t.Value.Height == 0).ToArray())
                    {
                        taken[txid] = (waiting.Transaction, record.GetProperty("height").GetInt32());
                    }

                    break;
                default:
                    Take(record, 0);
                    break;
            }
        }

        return taken;

        void Take(JsonElement json, int height)
        {
            Assert.True(Transaction.TryRead(json.GetProperty("hex").GetString()!, out var transaction, out var why), why);
            taken.TryAdd(transaction.Id(), (transaction, height));
        }
    }

    /// <summary>Whole records only: somebody may be writing the next, and what a dead writer left counts as nothing.</summary>
    private async Task<IEnumerable<string>> LinesAsync()
    {
        var file = Directory.GetFiles(Path.Combine(dataFolder, "simulated-chain"), "*.chain").Single();
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var text = await reader.ReadToEndAsync();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.EndsWith('}'));
    }
}
