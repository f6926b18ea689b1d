using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Who may listen where: passwords never travel in the clear off this machine unless somebody said so, and no port is given twice.</summary>
internal static class ListenerRules
{
    public static void Check(PaywardenOptions options, SettingsFindings findings)
    {
        var bound = new List<(string Key, ListenAddress At)>();
        Listener("rpc", options.Rpc, secret: true);
        Listener("admin", options.Admin, secret: true);
        Listener("observe", options.Observe, secret: false);
        Peer("cluster", options.Cluster);
        Peer("peer", options.Peer);
        foreach (var (name, wallet) in options.Wallets)
        {
            ImmutableArray<string> key = ["paywarden", "wallets", name, "listen"];
            if (Bind(key, wallet.Listen) is { IsLoopback: false } && !options.Rpc.Insecure)
            {
                findings.Fault(key, "passwords would travel in the clear: listen on loopback, or set paywarden.rpc.insecure = true");
            }
        }

        void Listener(string name, ListenerOptions listener, bool secret)
        {
            ImmutableArray<string> key = ["paywarden", name, "listen"];
            Tls(name, listener.Tls);
            if (Bind(key, listener.Listen) is not { IsLoopback: false } || !secret)
            {
                return;
            }

            findings.Unless(listener.Insecure, key, $"passwords would travel in the clear: listen on loopback, or set paywarden.{name}.insecure = true");
            if (listener.Insecure)
            {
                findings.Warn(key, $"{listener.Listen} is open to other machines without TLS: passwords travel in the clear (insecure = true)");
            }
        }

        void Peer(string name, PeerOptions peer)
        {
            ImmutableArray<string> key = ["paywarden", name, "listen"];
            Tls(name, peer.Tls);
            findings.Unless(Bind(key, peer.Listen) is not { IsLoopback: false }, key, "must be on loopback: nodes of several hosts do not work together yet");
        }

        void Tls(string name, TlsOptions tls)
        {
            findings.Unless(tls.CertFile.Length == 0, ["paywarden", name, "tls", "cert-file"], "TLS is not served yet: put a proxy with TLS in front");
            findings.Unless(tls.KeyFile.Length == 0, ["paywarden", name, "tls", "key-file"], "TLS is not served yet: put a proxy with TLS in front");
        }

        ListenAddress? Bind(ImmutableArray<string> key, string listen)
        {
            if (listen.Length == 0)
            {
                return null;
            }

            if (ListenAddress.Parse(listen) is not { } address)
            {
                findings.Fault(key, "must be address:port, such as 127.0.0.1:7777 or 0.0.0.0:7777");
                return null;
            }

            var other = bound.Find(b => b.At.Meets(address)).Key;
            findings.Unless(other is null, key, $"{other} has this port already");
            bound.Add((string.Join('.', key), address));
            return address;
        }
    }
}
