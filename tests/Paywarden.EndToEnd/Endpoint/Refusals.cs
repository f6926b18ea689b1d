using System.Text.Json;
using Paywarden.Harness;

namespace Paywarden.Endpoint;

/// <summary>How CONTRACT says no: with a status, a code, the outcome in words and in data.</summary>
internal static class Refusals
{
    /// <summary>A request that must be refused, and of which no daemon may hear.</summary>
    public static async Task<RawReply> RefusedAsync(this EndpointNode stage, int status, Func<Task<RawReply>> ask)
    {
        var before = stage.Calls;
        var reply = await ask();
        Assert.Equal((status, before), (reply.Status, stage.Calls));
        Assert.Equal($"{reply.Body.Length}", reply["Content-Length"]);
        return reply;
    }

    /// <summary>An error of the node itself that says that nothing was done.</summary>
    /// <param name="why">A part of the reason.</param>
    public static void AssertNotDone(this JsonElement reply, int code, string why, bool retryable = false) =>
        Assert.Equal("not_committed", reply.AssertFault(code, why, "not done: ", retryable));

    /// <summary>An error of the node itself that says that nobody knows.</summary>
    public static void AssertUnknown(this JsonElement reply, int code, string why) =>
        Assert.Equal("unknown", reply.AssertFault(code, why, "unknown, do not repeat: ", retryable: false));

    /// <returns>The outcome.</returns>
    private static string AssertFault(this JsonElement reply, int code, string why, string words, bool retryable)
    {
        var error = reply.GetProperty("error");
        var data = error.GetProperty("data");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains(why, data.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(words + data.GetProperty("why").GetString(), error.GetProperty("message").GetString());
        Assert.Equal(retryable, data.GetProperty("retryable").GetBoolean());
        return data.GetProperty("outcome").GetString()!;
    }
}
