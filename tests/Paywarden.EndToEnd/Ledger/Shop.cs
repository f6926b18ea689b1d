using System.Text.Json;
using Paywarden.Harness;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>What a caller was told of a payment.</summary>
/// <param name="Fee">In satoshis.</param>
internal sealed record Answer(string State, string Txid, string Id, long Fee);

/// <summary>A caller who asks again with the same key until it is answered, as it is told to. Whatever else it hears but "later" is a finding.</summary>
internal sealed class Shop(RpcClient rpc, TimeSpan patience)
{
    /// <summary>Errors after which the same call with the same key is right: money is suspended for now, the outcome is open, or nothing was done and it says so.</summary>
    private static readonly int[] Later = [-32013, -32035];

    public Task<Answer> PayAsync(Order order) => PayAsync(order.Key, order.Address, order.Amount, "seen");

    public Task<Answer> PayAsync(string key, string address, string amount, string wait) => AskAsync(
        $"{key} is answered",
        "pay",
        new { outputs = new[] { new { address, amount } }, idempotency_key = key, wait },
        _ => true);

    /// <summary>Looks until the payment is as wanted.</summary>
    public Task<Answer> SeeAsync(Order order, params string[] states) => SeeAsync(order.Key, states);

    public Task<Answer> SeeAsync(string key, params string[] states) =>
        AskAsync($"{key} is {string.Join(" or ", states)}", "getpayment", new { idempotency_key = key }, a => states.Contains(a.State));

    private async Task<Answer> AskAsync(string what, string method, object parameters, Func<Answer, bool> enough)
    {
        var answer = await Eventually.SeeAsync(what, patience, async () => Read(await rpc.SendAsync(method, parameters), what), a => a is not null && enough(a));
        return answer!;
    }

    /// <returns>Null: it has to be asked again.</returns>
    private static Answer? Read(RpcAnswer answer, string what)
    {
        if (answer.Result is { } result)
        {
            var fee = result.GetProperty("fee").GetString() is { } text && Amount.TryRead(text, out var amount, out _) ? amount.Satoshis : 0;
            return new Answer(result.GetProperty("state").GetString()!, result.GetProperty("txid").GetString() ?? "", result.GetProperty("payment_id").GetString()!, fee);
        }

        if (answer.Body.StartsWith('{') && JsonSerializer.Deserialize<JsonElement>(answer.Body).TryGetProperty("error", out var error))
        {
            var mayRetry = error.TryGetProperty("data", out var data) && data.TryGetProperty("retryable", out var retryable) && retryable.ValueKind == JsonValueKind.True;
            return mayRetry || Later.Contains(error.GetProperty("code").GetInt32()) ? null : throw new InvalidOperationException($"until {what}: {error.GetRawText()}");
        }

        return null;
    }
}
