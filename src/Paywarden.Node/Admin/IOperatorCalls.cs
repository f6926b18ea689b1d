using System.Text.Json;
using Paywarden.Kernel;

namespace Paywarden.Admin;

/// <summary>Runs a call at a wallet's daemons for the operator, by the same rules as a caller's who may do everything.</summary>
public interface IOperatorCalls
{
    /// <summary>Never throws for what the world does.</summary>
    Task<OperatorReply> CallAsync(OperatorCall call, CancellationToken cancel);
}

/// <param name="Params">Raw JSON, an array or an object.</param>
/// <param name="Daemon">Empty: whichever fits.</param>
public sealed record OperatorCall(string Wallet, string Method, string Params, string Daemon, string By);

public abstract record OperatorReply
{
    private OperatorReply()
    {
    }

    /// <param name="Daemon">Who served.</param>
    public sealed record Result(JsonElement Value, string Daemon) : OperatorReply;

    /// <summary>The daemon's own error, or ours in its place; <paramref name="Daemon"/> is empty when no daemon was reached.</summary>
    public sealed record Error(int Code, string Message, Outcome Outcome, string Daemon) : OperatorReply;

    /// <summary>Nothing was sent.</summary>
    public sealed record Refused(Refusal Refusal) : OperatorReply;
}
