using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>Where one incarnation of a daemon answers. A daemon that starts again gets new credentials, so an endpoint never outlives its process.</summary>
/// <param name="Incarnation">Names this run of the daemon in logs and reports: "store-0#4711".</param>
/// <param name="KeepAlive">False for daemons that answer HTTP/1.0 one at a time and close (Electron Cash): one connection per call, none idle.</param>
public sealed record DaemonEndpoint(Uri Url, string User, Secret Password, string Incarnation, bool KeepAlive);
