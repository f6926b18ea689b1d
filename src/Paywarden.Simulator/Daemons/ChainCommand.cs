using Paywarden.Chains;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Methods;

namespace Paywarden.Daemons;

/// <summary>`mine N` and `fund ADDRESS AMOUNT`: what happens on a chain without any daemon's doing.</summary>
internal static class ChainCommand
{
    public static int Run(Arguments arguments)
    {
        using var chain = new SharedChain(DaemonConfig.ChainFolder(DataFolder.Of(arguments), arguments), arguments.Network);
        try
        {
            var paid = ChainControl.Obey(chain, arguments.Network, $"{arguments.Command} {arguments.Subcommand} {arguments.Detail}");
            Terminal.Print(paid ?? $"{chain.State.Height}");
            return 0;
        }
        catch (RpcFault refused)
        {
            Terminal.Complain(refused.Message);
            return 2;
        }
    }
}
