using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>The payment RPC as HTTP: who may come in, the body, the reply. Any status but 200 means that nothing was done.</summary>
internal sealed class PaymentRpc(RpcSettingsSource source, RouterViewSource views, CallRunner runner, OwnCalls ownCalls, ICallBook book, TimeProvider clock)
{
    private static readonly TimeSpan WrongPassword = TimeSpan.FromMilliseconds(50);

    /// <summary>Null: not a path of ours.</summary>
    public static string? WalletOfPath(PathString path)
    {
        var text = path.Value.AsSpan();
        return text is "/" or "" or "/RPC2" ? ""
            : text.StartsWith("/wallets/") ? Name(text[9..])
            : text.StartsWith("/wallet/") ? Name(text[8..])
            : null;

        static string? Name(ReadOnlySpan<char> name) => name.Length is > 0 and <= 40 && !name.Contains('/') ? name.ToString() : null;
    }

    /// <param name="wallet">As the path names it; empty: it does not.</param>
    /// <param name="own">The only wallet that this port serves; empty: all.</param>
    public async Task HandleAsync(HttpContext http, string wallet, string own)
    {
        var (request, response) = (http.Request, http.Response);
        var settings = source.Current;
        response.Headers["X-Request-Id"] = RequestId(http);
        if (!HttpMethods.IsPost(request.Method))
        {
            response.Headers.Allow = "POST";
            await PlainAsync(response, 405, "send JSON-RPC with POST").ConfigureAwait(false);
            return;
        }

        if (request.Headers.ContainsKey("Origin"))
        {
            // A web page in somebody's browser must not reach a wallet, whatever passwords that browser has stored.
            await PlainAsync(response, 403, "calls from web pages (with an Origin header) are refused").ConfigureAwait(false);
            return;
        }

        string? authorization = request.Headers.Authorization;
        if (await settings.Credentials.FindAsync(authorization).ConfigureAwait(false) is not { } user)
        {
            await UnauthorizedAsync(http, authorization).ConfigureAwait(false);
            return;
        }

        using var body = new PooledBuffer((int)Math.Clamp(request.ContentLength ?? 1024, 256, 64 << 10));
        var (status, why) = await ReadAsync(http, body, settings.BodyTimeout).ConfigureAwait(false);
        if (status != 0)
        {
            response.Headers.Connection = "close";
            await PlainAsync(response, status, why).ConfigureAwait(false);
            return;
        }

        var name = wallet.Length > 0 ? wallet : own.Length > 0 ? own : settings.WalletOf(user);
        var isHere = own.Length == 0 || own == name;
        var pool = isHere && user.MayUse(name) ? views.Current.Pools.GetValueOrDefault(name) : null;
        var noWallet = pool is null ? NoWallet(name, isHere) : null;
        string? named = request.Headers["X-Paywarden-Daemon"];
        var deadline = new Deadline(clock, Within(request, pool));
        await using var open = new OpenCalls(book, http);
        if (BatchSplit.IsBatch(body.Span))
        {
            await Batch.RunAsync(runner, response, body.Memory, settings, one => Prepare(one, named), deadline, new Caller(http), open).ConfigureAwait(false);
            return;
        }

        var call = Prepare(body.Memory, named);
        await AnswerAsync(http, call, body, deadline, open).ConfigureAwait(false);

        PreparedCall Prepare(ReadOnlyMemory<byte> one, string? daemon) => PreparedCall.Read(one, settings, user, pool, noWallet, daemon, ownCalls, clock.GetElapsedTime(0));
    }

    private static RpcFault NoWallet(string name, bool isHere) => RpcFault.NotDone(
        RpcCode.UnknownWallet,
        name.Length == 0 ? "name the wallet in the path: /wallets/NAME" : isHere ? $"there is no wallet {name} for this user" : "this port serves another wallet, and no other");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(HttpContext http, PreparedCall call, PooledBuffer body, Deadline deadline, OpenCalls open)
    {
        var response = http.Response;
        if (call.Request.IsNotification && (call.Fault is not null || call.IsRead))
        {
            response.ContentLength = 0; // nobody wants the answer, so a read need not run
            return;
        }

        using var outcome = call.Fault is { } no
            ? CallOutcome.No(no)
            : await call.RunAsync(runner, deadline, new Caller(http), http.Request.Headers["Idempotency-Key"], open, body.Memory, "").ConfigureAwait(false);
        await open.AnsweringAsync().ConfigureAwait(false);
        if (call.Request.IsNotification)
        {
            response.ContentLength = 0;
            return;
        }

        if (outcome.Daemon is { } daemon)
        {
            response.Headers["X-Paywarden-Daemon"] = daemon;
        }

        if (outcome.IsReplayed)
        {
            response.Headers["X-Paywarden-Replayed"] = "true";
        }

        response.Headers["X-Paywarden-Attempts"] = outcome.Attempts switch { 1 => "1", 2 => "2", var n => n.ToString(CultureInfo.InvariantCulture) };
        response.ContentType = "application/json";
        Write(response, call.Request, call.Request.Id.Of(body.Span), outcome);
        await response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static void Write(HttpResponse response, in RpcRequest request, ReadOnlySpan<byte> id, in CallOutcome outcome)
    {
        if (outcome.Fault is not { } fault)
        {
            var value = outcome.Answer.Value;
            response.ContentLength = ReplyWriter.Length(request.Version, id, value, outcome.Answer.IsError);
            ReplyWriter.Write(response.BodyWriter, request.Version, id, value, outcome.Answer.IsError);
            return;
        }

        response.StatusCode = fault.Status;
        if (fault.RetryAfter is { } after && fault.Status != 200)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        using var text = new PooledBuffer();
        ReplyWriter.Write(text, request.Version, id, fault);
        response.ContentLength = text.Length;
        BuffersExtensions.Write(response.BodyWriter, text.Span);
    }

    private async Task UnauthorizedAsync(HttpContext http, string? authorization)
    {
        if (authorization is not null)
        {
            await Task.Delay(WrongPassword, clock, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"paywarden\"";
        await PlainAsync(http.Response, 401, "wrong or missing user and password").ConfigureAwait(false);
    }

    /// <returns>0, or the HTTP status to refuse with.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(int Status, string Why)> ReadAsync(HttpContext http, PooledBuffer body, TimeSpan limit)
    {
        // Not as a stream: that one, when it is cancelled, leaves the body in a state of which Kestrel then complains in the log, once for each slow sender.
        var reader = http.Request.BodyReader;
        CancellationTokenSource? timer = null;
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(CancellationToken.None);
                if (!reading.IsCompleted && timer is null)
                {
                    // Only a body that is not there yet costs a timer.
                    timer = new CancellationTokenSource(limit, clock);
                    timer.Token.UnsafeRegister(static r => ((PipeReader)r!).CancelPendingRead(), reader);
                }

                var read = await reading.ConfigureAwait(false);
                foreach (var piece in read.Buffer)
                {
                    BuffersExtensions.Write(body, piece.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return (0, "");
                }

                if (read.IsCanceled)
                {
                    return (408, $"the body did not come within {limit.TotalSeconds:0.#} s");
                }
            }
        }
        catch (BadHttpRequestException e)
        {
            return (e.StatusCode, e.StatusCode == 413 ? "the body is longer than rpc.max-body" : e.StatusCode == 408 ? "the body did not come in time" : "the body cannot be read");
        }
        finally
        {
            timer?.Dispose();
        }
    }

    private static TimeSpan Within(HttpRequest request, PoolView? pool)
    {
        var own = pool?.Call.Deadline ?? TimeSpan.Zero;
        string? asked = request.Headers["X-Paywarden-Deadline"];

        // "-Infinity" is read whatever the style.
        return double.TryParse(asked, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds < own.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : own;
    }

    /// <summary>The caller's, if it is one that can stand in a log line as it is.</summary>
    private static string RequestId(HttpContext http)
    {
        string? given = http.Request.Headers["X-Request-Id"];
        return given is { Length: > 0 and <= 64 } && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? given : http.TraceIdentifier;
    }

    private static Task PlainAsync(HttpResponse response, int status, string why)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(why) + 1;
        return response.WriteAsync(why + "\n");
    }
}
