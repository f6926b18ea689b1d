using System.Net.Sockets;
using System.Text.Json.Nodes;
using Paywarden.JsonRpc;
using Paywarden.Kernel;

namespace Paywarden.Faults;

/// <summary>The faults armed in this process, and what each does when its moment comes.</summary>
internal sealed class FaultBoard
{
    private readonly List<Fault> _armed = [];
    private readonly List<byte[]> _hoard = [];
    private List<Fault> _striking = [];
    private Fault? _spoiler;

    public IEnumerable<string> Armed => _armed.Select(f => f.Text);

    public bool Has(string kind) => Find(kind) is not null;

    public Fault? Find(string kind) => _armed.FindLast(f => f.Kind == kind);

    /// <summary>The fault of this kind that the call being executed has met.</summary>
    public Fault? Striking(string kind) => _striking.Find(f => f.Kind == kind);

    /// <summary>Arms a fault; what strikes now, strikes now.</summary>
    public void Arm(Fault fault)
    {
        _armed.Add(fault);
        if (fault.When == "now")
        {
            Act(fault);
        }
    }

    public void Clear() => _armed.Clear();

    public void AtStart()
    {
        foreach (var fault in _armed.ToArray())
        {
            if (fault.When == "start")
            {
                Act(fault);
            }
            else if (fault.Kind == FaultKinds.SlowStart)
            {
                Thread.Sleep(fault.Amount(1000));
            }
        }
    }

    /// <summary>Runs one call through the faults that strike it.</summary>
    public JsonNode? Around(string method, Func<JsonNode?> call)
    {
        var struck = _armed.FindAll(f => f.Strikes(method));
        _striking = struck;
        foreach (var fault in struck.Where(f => f.When == "before"))
        {
            Act(fault);
        }

        var result = call();
        foreach (var fault in struck.Where(f => f.When == "after"))
        {
            Act(fault);
        }

        return struck.Find(f => f.Kind == FaultKinds.WrongResult) is { } wrong ? JsonNode.Parse(wrong.Argument ?? "null") : result;
    }

    /// <summary>Sends a reply, or what a fault makes of it.</summary>
    public void Send(byte[] reply, HttpExchange exchange)
    {
        var spoiler = _spoiler;
        _spoiler = null;
        switch (spoiler)
        {
            case null:
                exchange.Send(reply);
                break;
            case { Kind: FaultKinds.Half }:
                exchange.Send(reply.AsSpan(0, reply.Length / 2));
                break;
            case { Argument: "raw" }:
                exchange.Send("\0\u0001\u0002 not HTTP at all\n"u8);
                break;
            default:
                exchange.Send(HttpExchange.Reply(200, "OK", "application/json-rpc", "{\"result\": <!DOCTYPE"u8));
                break;
        }
    }

    /// <summary>Makes closing the socket a reset.</summary>
    public static void Cut(Socket socket) => socket.LingerState = new LingerOption(enable: true, seconds: 0);

    private void Act(Fault fault)
    {
        if (fault["line"] is { } line && fault.Kind is not (FaultKinds.Refuse or FaultKinds.Lie))
        {
            Terminal.Complain(line);
        }

        switch (fault.Kind)
        {
            case FaultKinds.Crash:
                Crash(fault);
                break;
            case FaultKinds.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            case FaultKinds.Slow:
                Thread.Sleep(fault.Amount(1000));
                break;
            case FaultKinds.Reset:
                throw new ConnectionCut();
            case FaultKinds.Half or FaultKinds.Garbage:
                _spoiler = fault;
                break;
            case FaultKinds.Error:
                throw RpcFault.Python("RuntimeError", fault.Argument ?? "asked for", "func_wrapper");
            case FaultKinds.Memory:
                // Touched, or the kernel would only promise it.
                var more = GC.AllocateUninitializedArray<byte>(fault.Amount(16) << 20, pinned: true);
                more.AsSpan().Fill(1);
                _hoard.Add(more);
                break;
        }
    }

    private static void Crash(Fault fault)
    {
        if (fault.Number("exit") is { } code)
        {
            PosixProcess.Exit(code);
        }

        PosixProcess.Die(PosixProcess.Kill);
    }
}
