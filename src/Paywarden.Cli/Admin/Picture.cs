using System.Collections.Immutable;

namespace Paywarden.Admin;

/// <summary>Node, wallets and daemons, asked together.</summary>
internal sealed record Picture(ImmutableArray<NodeItem> Nodes, ImmutableArray<WalletItem> Wallets, ImmutableArray<DaemonItem> Daemons)
{
    public static async Task<Reply<Picture>> ReadAsync(NodeClient node, CancellationToken cancel)
    {
        var nodes = await node.GetAsync("api/v1/nodes", Wire.Default.ItemsOfNodeItem, cancel);
        if (nodes is not Reply<ItemsOf<NodeItem>>.Good n)
        {
            return new Reply<Picture>.Bad(((Reply<ItemsOf<NodeItem>>.Bad)nodes).Failure);
        }

        var wallets = await node.GetAsync("api/v1/wallets", Wire.Default.ItemsOfWalletItem, cancel);
        if (wallets is not Reply<ItemsOf<WalletItem>>.Good w)
        {
            return new Reply<Picture>.Bad(((Reply<ItemsOf<WalletItem>>.Bad)wallets).Failure);
        }

        var daemons = await node.GetAsync("api/v1/daemons", Wire.Default.ItemsOfDaemonItem, cancel);
        if (daemons is not Reply<ItemsOf<DaemonItem>>.Good d)
        {
            return new Reply<Picture>.Bad(((Reply<ItemsOf<DaemonItem>>.Bad)daemons).Failure);
        }

        return new Reply<Picture>.Good(
            new(n.Value.Items, w.Value.Items, d.Value.Items),
            $"{{\"nodes\":{n.Text},\"wallets\":{w.Text},\"daemons\":{d.Text}}}");
    }
}
