using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Paywarden.Harness;

/// <summary>A daemon that the test plays: keeps the raw bytes of every call, and answers as it is told. On loopback, over kept connections.</summary>
internal sealed class RecordingDaemon : IAsyncDisposable
{
    /// <summary>Only for a call that never comes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _probe;
    private readonly ConcurrentDictionary<Socket, byte> _connections = [];
    private readonly Channel<RecordedCall> _arrivals = Channel.CreateUnbounded<RecordedCall>();
    private volatile Func<RecordedCall, Task<Reaction>> _answer = UsualAsync;
    private Socket _listener;
    private int _count;

    /// <param name="probe">A method that is answered as a healthy daemon would, and is no call.</param>
    public RecordingDaemon(string probe = "")
    {
        _probe = probe;
        _listener = Listen(0);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/";

    /// <summary>How many calls have come, probes aside.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The result is the name of the method.</summary>
    public static Task<Reaction> UsualAsync(RecordedCall call) => Task.FromResult(call.Result($"\"{call.Method}\""));

    public void Answers(Func<RecordedCall, Task<Reaction>> answer) => _answer = answer;

    public void Answers(Func<RecordedCall, Reaction> answer) => _answer = call => Task.FromResult(answer(call));

    /// <summary>From now on calls wait; once released they are answered as usual, and so are those after them.</summary>
    public Held Hold()
    {
        var held = new Held();
        Answers(async call =>
        {
            await held.Released;
            return await UsualAsync(call);
        });
        return held;
    }

    /// <summary>Answers as usual, and forgets the calls that nobody has looked at.</summary>
    public void Reset()
    {
        _answer = UsualAsync;
        while (_arrivals.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>The next call, in the order in which they came; waits for it.</summary>
    public async Task<RecordedCall> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _arrivals.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The calls that have come and that nobody has looked at.</summary>
    public RecordedCall[] Unseen()
    {
        var calls = new List<RecordedCall>();
        while (_arrivals.Reader.TryRead(out var call))
        {
            calls.Add(call);
        }

        return [.. calls];
    }

    /// <summary>Is gone: no connection is left, new ones are refused.</summary>
    public async Task VanishAsync()
    {
        HangUp();

        // What was waited for ends a little later than it is told to.
        await Eventually.HoldsAsync("the daemon is gone", Patience, () => _connections.IsEmpty && IsRefused(), TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Is there again, on the same port.</summary>
    public void Return() => _listener = Listen(Port);

    public ValueTask DisposeAsync()
    {
        HangUp();
        return ValueTask.CompletedTask;
    }

    private void HangUp()
    {
        _listener.Dispose();
        foreach (var connection in _connections.Keys)
        {
            // A reset leaves nothing behind that would hold the port when it comes back.
            connection.LingerState = new LingerOption(enable: true, 0);
            connection.Dispose();
        }
    }

    private bool IsRefused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Vanished.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            _connections[connection] = 0;
            try
            {
                await using var stream = new BufferedStream(new NetworkStream(connection), 16 << 10);
                for (var open = true; open && await RawHttp.ReadAsync(stream, CancellationToken.None) is var (head, body);)
                {
                    var reaction = await AnswerAsync(new RecordedCall(head, body));
                    await connection.SendAsync(reaction.Bytes);
                    open = !reaction.Closes;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The node hung up, or we vanished.
            }
            finally
            {
                _connections.TryRemove(connection, out _);
            }
        }
    }

    private Task<Reaction> AnswerAsync(RecordedCall call)
    {
        if (call.Method == _probe)
        {
            return UsualAsync(call);
        }

        Interlocked.Increment(ref _count);
        _arrivals.Writer.TryWrite(call);
        return _answer(call);
    }
}
