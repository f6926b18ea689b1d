using System.Net.Sockets;
using System.Runtime.InteropServices;
using Paywarden.Chains;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Methods;

namespace Paywarden.Daemons;

/// <summary>A daemon's life from the taken lock to its end.</summary>
internal static class RpcDaemon
{
    private const int Poll = 100;
    private const int GoodbyeTime = 400;

    public static int Run(DataFolder folder, DaemonConfig config, FaultBoard faults)
    {
        HandleSignals(faults);
        WarnOfSlowSignatures(faults);
        faults.AtStart();
        var lockFile = new DaemonLock(folder.Lock);
        using var chain = new SharedChain(config.Chain, folder.Network);
        var session = new Session(folder, config, lockFile, faults, chain);
        var methods = new MethodList(session);
        using var server = Bind(config, lockFile, new RpcEnvelope(methods.Execute), faults);
        if (MissingParts(config) is { } complaint)
        {
            Terminal.Complain(complaint);
            return 1;
        }

        while (!session.Stopping)
        {
            if (server is null)
            {
                Thread.Sleep(Poll);
            }
            else
            {
                session.Tick();
                server.ServeNext(Poll);
            }
        }

        Thread.Sleep(GoodbyeTime);
        session.SaveAll();
        return 0;
    }

    /// <summary>Null when the address cannot be bound: the process lives on without a server, its lock empty, and says nothing.</summary>
    private static RpcServer? Bind(DaemonConfig config, DaemonLock lockFile, RpcEnvelope envelope, FaultBoard faults)
    {
        var server = new RpcServer(config.User, config.Password, envelope, faults);
        try
        {
            var bound = server.Bind(config.Host, config.Port());
            lockFile.Fill(bound.Address.ToString(), bound.Port);
            return server;
        }
        catch (Exception unusable) when (unusable is SocketException or ArgumentException)
        {
            server.Dispose();
            return null;
        }
    }

    /// <summary>Settings whose other half is not installed end the process right after its start, lock and all.</summary>
    private static string? MissingParts(DaemonConfig config)
    {
        if (config.Text("websocket_server") is { Length: > 0 })
        {
            return "Traceback (most recent call last):\nModuleNotFoundError: No module named 'SimpleWebSocketServer'";
        }

        return config.Text("requests_dir") is { Length: > 0 } requests && !File.Exists(Path.Combine(requests, "index.html"))
            ? "Requests directory not configured: it has no index.html."
            : null;
    }

    private static void WarnOfSlowSignatures(FaultBoard faults)
    {
        if (faults.Has(FaultKinds.NoSecp))
        {
            Terminal.Complain("[ecc] info: libsecp256k1 library not available, falling back to python-ecdsa");
            Terminal.Complain("[schnorr] info: libsecp256k1 library not available, falling back to slow signatures");
            Terminal.Complain("[ecc] warning: signing and verifying will be several times slower");
        }
    }

    /// <summary>No handler saves anything: SIGTERM and SIGHUP end it at once, SIGINT after a traceback.</summary>
    private static void HandleSignals(FaultBoard faults)
    {
        if (faults.Has(FaultKinds.Deaf))
        {
            PosixProcess.BeDeafTo(PosixProcess.Terminate);
            PosixProcess.BeDeafTo(PosixProcess.Hangup);
            PosixProcess.BeDeafTo(PosixProcess.Interrupt);
            return;
        }

        PosixProcess.DieAtOnceOn(PosixProcess.Terminate);
        PosixProcess.DieAtOnceOn(PosixProcess.Hangup);
        Interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            Terminal.Complain("Traceback (most recent call last):\nKeyboardInterrupt");
            PosixProcess.Die(PosixProcess.Interrupt);
        });
    }

    private static PosixSignalRegistration? Interrupts { get; set; }
}
