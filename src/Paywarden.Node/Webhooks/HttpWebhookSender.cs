using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Paywarden.Webhooks;

/// <summary>One POST for one event. Follows no redirect, which could lead anywhere; goes through no proxy, which would connect where we may not; reads no more of
/// the answer than a receiver needs to say thanks.</summary>
internal sealed class HttpWebhookSender(TimeProvider clock) : IWebhookSender, IDisposable
{
    private const int MostRead = 64 * 1024;

    /// <summary>A kept connection leads where its name led when it was made.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Uri Url, bool AllowPrivate), HttpMessageInvoker> _ways = [];

    public async Task<string?> SendAsync(WebhookTarget target, OutboxEvent e)
    {
        using var limit = new CancellationTokenSource(target.Timeout, clock);
        try
        {
            using var request = Request(target, e);
            var way = _ways.GetOrAdd((target.Url, target.AllowPrivate), of => new HttpMessageInvoker(Handler(of.Url, of.AllowPrivate)));
            using var response = await way.SendAsync(request, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                // It has been said: what becomes of the rest only decides whether the connection can be kept.
                await DrainAsync(response, limit.Token);
                return null;
            }

            return $"it answered {(int)response.StatusCode}{(response.Headers.Location is null ? "" : ", and redirects are not followed")}";
        }
        catch (OperationCanceledException)
        {
            return $"it did not answer within {target.Timeout.TotalSeconds:0.###} s";
        }
        catch (HttpRequestException fault)
        {
            return (fault.InnerException as RefusedException ?? (Exception)fault).Message;
        }
    }

    public void Dispose()
    {
        foreach (var way in _ways.Values)
        {
            way.Dispose();
        }
    }

    private HttpRequestMessage Request(WebhookTarget target, OutboxEvent e)
    {
        var body = Encoding.UTF8.GetBytes(e.Body);
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("User-Agent", "paywarden");
        request.Headers.Add("Paywarden-Event", e.Id);
        request.Headers.Add("Paywarden-Signature", WebhookSignature.Of(target.Secrets, clock.GetUtcNow(), body));
        return request;
    }

    private static SocketsHttpHandler Handler(Uri url, bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MostRead / 1024,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = Kept,
        ConnectCallback = (context, cancel) => TargetConnection.OpenAsync(context.DnsEndPoint, allowPrivate, url.Scheme == Uri.UriSchemeHttps, cancel),
    };

    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            var buffer = new byte[4096];
            for (var read = 0; read < MostRead && await body.ReadAsync(buffer, cancel) is > 0 and var more; read += more)
            {
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
        }
    }
}
