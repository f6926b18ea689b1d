using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Paywarden.Harness;

/// <summary>One daemon as the admin API shows it.</summary>
internal sealed record SeenDaemon(string Id, string Wallet, string State, string Why, int? Pid, int? Port, int Restarts, string Role)
{
    public bool IsReady => State == "ready";

    public bool IsSigner => Role == "signer";
}

/// <summary>An operator's script: the admin API with the token that the node wrote into its data directory.</summary>
internal sealed class AdminClient(int port, string dataFolder) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(10) };

    public async Task<SeenDaemon[]> DaemonsAsync() =>
        (await GetAsync("api/v1/daemons")).GetProperty("items").Deserialize<SeenDaemon[]>(JsonSerializerOptions.Web)!;

    /// <summary>The newest sentences of the history, in the API's own form.</summary>
    public async Task<JsonElement[]> EventsAsync() => [.. (await GetAsync("api/v1/events")).GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<string> TextAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task PostAsync(string path, object? body = null)
    {
        using var response = await SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new object()));
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };

        // Read each time: every start of a node writes a new one.
        var token = await File.ReadAllTextAsync(Path.Combine(dataFolder, "admin.token"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        var response = await _http.SendAsync(request);
        return response.IsSuccessStatusCode
            ? response
            : throw new HttpRequestException($"{method} {path}: HTTP {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
