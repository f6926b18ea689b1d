using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>run.json: all that a later node needs to take over the process. Written right after the start; a node killed in between
/// leaves a process that only its mark can find, which is then ended and not adopted.</summary>
internal sealed record RunRecord(
    DaemonIdentity Identity,
    string Incarnation,
    int Port,
    string User,
    string Password,
    string WalletPath,
    Uri Url,
    string EndpointUser,
    string EndpointPassword,
    bool KeepAlive,
    long OutputOffset)
{
    public static RunRecord Of(DaemonIdentity identity, DaemonSite site, DaemonEndpoint endpoint, long outputOffset) => new(
        identity, endpoint.Incarnation, site.Port, site.User, site.Password.Reveal(), site.WalletPath,
        endpoint.Url, endpoint.User, endpoint.Password.Reveal(), endpoint.KeepAlive, outputOffset);

    public DaemonSite Site(DaemonFolder folder) => new(folder.Home, WalletPath, Port, User, new Secret(Password)) { NodeFolder = folder.Node };

    public DaemonEndpoint Endpoint() => new(Url, EndpointUser, new Secret(EndpointPassword), Incarnation, KeepAlive);

    /// <summary>Null when there is none that can be read: then there is nothing to take over.</summary>
    public static RunRecord? Load(DaemonFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.Run), DaemonJson.Default.RunRecord);
        }
        catch (Exception e) when (WorldFault.IsOf(e) || e is JsonException)
        {
            return null;
        }
    }

    public void Save(DaemonFolder folder) => OwnerFiles.Write(folder.Run, JsonSerializer.SerializeToUtf8Bytes(this, DaemonJson.Default.RunRecord));
}

[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(DaemonRecord))]
internal sealed partial class DaemonJson : JsonSerializerContext;
