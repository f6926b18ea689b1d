namespace Paywarden.Daemons;

/// <summary>How a call at a daemon failed. Only <see cref="Refused"/> proves that nothing ran: a cut or silent connection may hide a call
/// that was carried out, and a daemon executes what it has read even when the caller has gone.</summary>
public enum CallFault
{
    Refused,
    Reset,
    TimedOut,
    Unauthorized,
    Garbage,
}
