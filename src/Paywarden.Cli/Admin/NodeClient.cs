using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Paywarden.Verbs;

namespace Paywarden.Admin;

/// <summary>The admin API as the verbs see it. Every failure is a value with a sentence and an exit code.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly TokenSource _token;
    private readonly string _user;
    private readonly Uri _url;

    public NodeClient(Uri url, TokenSource token, string user)
    {
        _url = url;
        _token = token;
        _user = user;

        // No proxy: the node is on this host, and the token must not travel further.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => _http.Dispose();

    public Task<Reply<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class => ReadAsync(HttpMethod.Get, path, null, type, cancel);

    public Task<Reply<T>> PostAsync<T>(string path, string? body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class => ReadAsync(HttpMethod.Post, path, body, type, cancel);

    /// <summary>Opens an answer that goes on without end and hands its bytes over.</summary>
    /// <returns>Null when it ended by itself: the node stopped or was lost.</returns>
    public async Task<Failure?> FollowAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancel)
    {
        try
        {
            using var request = Request(HttpMethod.Get, path, null);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!response.IsSuccessStatusCode)
            {
                return Refused(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
            }

            await using var stream = await response.Content.ReadAsStreamAsync(cancel);
            await read(stream, cancel);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? Unreachable(e) : null;
        }
    }

    private async Task<Reply<T>> ReadAsync<T>(HttpMethod method, string path, string? body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            using var request = Request(method, path, body);
            using var response = await _http.SendAsync(request, cancel);
            var text = await response.Content.ReadAsStringAsync(cancel);
            return response.IsSuccessStatusCode && JsonSerializer.Deserialize(text, type) is { } value
                ? new Reply<T>.Good(value, text)
                : new Reply<T>.Bad(Refused(response.StatusCode, text));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Reply<T>.Bad(Unreachable(e));
        }
        catch (JsonException)
        {
            return new Reply<T>.Bad(new(ExitCode.Failed, $"what answers at {_url} is not a Paywarden node of this version: check --url"));
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (_token.Read(out _) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (_user.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Paywarden-Operator", _user);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private Failure Unreachable(Exception e) =>
        new(ExitCode.Unreachable, $"cannot reach a node at {_url}: start one, or give --url ({e.InnerException?.Message ?? e.Message})");

    private Failure Refused(HttpStatusCode status, string body)
    {
        if (status == HttpStatusCode.Unauthorized)
        {
            return new(ExitCode.Failed, _token.Read(out var why) is null ? why : $"the node at {_url} does not take the token in {_token.Path}: it is of another node or of an earlier run");
        }

        try
        {
            if (JsonSerializer.Deserialize(body, Wire.Default.Problem) is { Detail: { Length: > 0 } detail })
            {
                return new(ExitCode.Failed, detail);
            }
        }
        catch (JsonException)
        {
            // Not a problem document: below.
        }

        return new(ExitCode.Failed, $"the node at {_url} answered {(int)status}: is this its admin port?");
    }
}
