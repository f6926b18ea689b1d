using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>One raw answer of the endpoint.</summary>
internal sealed record RpcAnswer(int Status, string Body)
{
    /// <summary>It says that the same was asked before.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Of an error reply.</summary>
    public int? ErrorCode =>
        Body.Length > 0 && JsonSerializer.Deserialize<JsonElement>(Body).TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error.GetProperty("code").GetInt32() : null;

    /// <summary>The result of a good reply; null where this is none.</summary>
    public JsonElement? Result
    {
        get
        {
            if (Status != 200 || Body.Length == 0)
            {
                return null;
            }

            var reply = JsonSerializer.Deserialize<JsonElement>(Body);
            var isError = reply.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null;
            return !isError && reply.TryGetProperty("result", out var result) ? result : null;
        }
    }
}

/// <summary>A shop's backend: JSON-RPC with Basic credentials, over kept connections, with a time-out of 5 s.</summary>
internal sealed class RpcClient : IDisposable
{
    private readonly HttpClient _http;

    public RpcClient(int port, string user, string password, TimeSpan? timeout = null)
    {
        _http = new HttpClient(new SocketsHttpHandler())
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
            Timeout = timeout ?? TimeSpan.FromSeconds(5),
        };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public async Task<RpcAnswer> SendAsync(string method, object? parameters = null, string? daemon = null, string? wallet = null)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, object> { ["method"] = method, ["params"] = parameters ?? Array.Empty<object>(), ["id"] = 1 });
        using var request = new HttpRequestMessage(HttpMethod.Post, wallet is null ? "" : $"wallets/{wallet}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (daemon is not null)
        {
            request.Headers.Add("X-Paywarden-Daemon", daemon);
        }

        using var response = await _http.SendAsync(request);
        return new RpcAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync()) { IsReplayed = response.Headers.Contains("X-Paywarden-Replayed") };
    }

    /// <summary>The result of a call that must succeed.</summary>
    public async Task<JsonElement> CallAsync(string method, object? parameters = null, string? daemon = null)
    {
        var answer = await SendAsync(method, parameters, daemon);
        return answer.Result ?? throw new HttpRequestException($"{method}: HTTP {answer.Status} {answer.Body}");
    }

    public void Dispose() => _http.Dispose();
}
