using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;

namespace Paywarden.Methods;

/// <summary>All methods by name, and what stands before each: network, wallet, password, then its faults.</summary>
internal sealed class MethodList
{
    private readonly Dictionary<string, Method> _methods = [];
    private readonly Session _session;

    public MethodList(Session session)
    {
        _session = session;
        IEnumerable<Method> all =
        [
            .. DaemonMethods.For(session),
            .. ChainMethods.For(session),
            .. WalletMethods.For(session),
            .. RequestMethods.For(session),
            .. PaymentMethods.For(session),
            .. FaultMethods.For(session),
            .. ChainControl.For(session),
            new("commands", Needs.Nothing, "", _ => string.Join(' ', Names())),
            new("help", Needs.Nothing, "", _ => new JsonArray([.. Names().Select(n => (JsonNode)n)])),
        ];
        foreach (var method in all)
        {
            _methods.Add(method.Name, method);
        }
    }

    public JsonNode? Execute(string name, JsonElement parameters)
    {
        if (!_methods.TryGetValue(name, out var method))
        {
            throw new RpcFault(-32601, $"Method {name} not supported.");
        }

        // The server's news come by themselves: they are there before the next call, however long nobody called.
        _session.Tick();
        return name is FaultMethods.Name or ChainControl.Name
            ? method.Run(CallArguments.Bind(method, parameters))
            : _session.Faults.Around(name, () => Checked(method, parameters));
    }

    private JsonNode? Checked(Method method, JsonElement parameters)
    {
        if (method.Needs.HasFlag(Needs.Network) && _session.Network.Offline)
        {
            throw RpcFault.Python("BaseException", "Daemon offline", "func_wrapper");
        }

        if (method.Needs.HasFlag(Needs.Wallet) && _session.Current is null)
        {
            throw RpcFault.Python("BaseException", "Wallet not loaded. Use 'electron-cash daemon load_wallet'", "func_wrapper");
        }

        if (method.Needs.HasFlag(Needs.Password) && _session.Current?.Password is not null && !Named(parameters, "password") && !Named(parameters, "unsigned"))
        {
            return new JsonObject { ["error"] = "Password required" };
        }

        return method.Run(CallArguments.Bind(method, parameters));
    }

    // Only named ones count, as in the original: a password in its position is "required" all the same.
    private static bool Named(JsonElement parameters, string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False);

    private IEnumerable<string> Names() => _methods.Values.Where(m => !m.Hidden).Select(m => m.Name).Order(StringComparer.Ordinal);
}
