using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Routing;

/// <summary>What a failed attempt means: whether another daemon may be asked, and what the caller is told otherwise.</summary>
public static class RetryPolicy
{
    /// <summary>Tries of one call at most: more would only carry a call that kills daemons from one to the next.</summary>
    public const int Attempts = 2;

    /// <summary>A read changes nothing, so it may be sent again. Anything else only when it certainly was not sent.</summary>
    public static bool Again(MethodClass what, int attempt, CallFault fault) =>
        attempt < Attempts && (what == MethodClass.Read || fault == CallFault.Refused);

    public static Outcome OutcomeOf(MethodClass what, CallFault fault) =>
        what == MethodClass.Read || fault == CallFault.Refused ? Outcome.NotCommitted : Outcome.Unknown;

    /// <summary>How long this attempt may take of the <paramref name="left"/> time: a read's first try leaves room for a second one elsewhere,
    /// but never less than the method may rightly take.</summary>
    public static TimeSpan Limit(MethodEntry method, int attempt, CallLimits call, TimeSpan left)
    {
        if (method.Class != MethodClass.Read || attempt >= Attempts)
        {
            return left;
        }

        var first = Patience(method, call);
        return first < left ? first : left;
    }

    /// <summary>A call that takes longer than this casts doubt on its daemon; a shorter wait was the caller's own choice and says nothing.</summary>
    public static TimeSpan Patience(MethodEntry method, CallLimits call) => method.Limit > call.Attempt ? method.Limit : call.Attempt;
}
