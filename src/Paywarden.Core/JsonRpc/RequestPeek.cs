using System.Text.Json;
using System.Text.Unicode;

namespace Paywarden.JsonRpc;

/// <summary>Reads what routing needs from a request without building a document. Total: any bytes give a request or a fault, never an exception.</summary>
public static class RequestPeek
{
    /// <summary>Longer names are no method of any dialect. The caller's buffer must hold as many characters.</summary>
    public const int MaxMethod = 64;

    /// <summary>An id is kept while the call runs and copied into its reply; nobody needs a long one.</summary>
    private const int MaxId = 1024;

    /// <summary>Too deep is a limit of ours, not broken JSON: it is looked for while reading, so that the answer still carries the id. Nothing here recurses.</summary>
    internal static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <param name="request">With a fault: as much as could be read, so that the answer carries the caller's id and shape.</param>
    public static RpcFault? Read(ReadOnlySpan<byte> json, RequestLimits limits, Span<char> method, out RpcRequest request)
    {
        request = RpcRequest.Unreadable;
        if (!Utf8.IsValid(json))
        {
            return RpcFault.NotDone(RpcCode.ParseError, "the body is not valid UTF-8");
        }

        try
        {
            var scan = new Scan(json, limits, method);
            var fault = scan.Run();
            request = scan.Request;
            return fault;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, which the reader reports only when a string is decoded.
            request = RpcRequest.Unreadable;
            return RpcFault.NotDone(RpcCode.ParseError, "the body is not valid JSON");
        }
    }

    private ref struct Scan(ReadOnlySpan<byte> json, RequestLimits limits, Span<char> method)
    {
        private readonly Span<char> _method = method;
        private readonly RequestLimits _limits = limits;
        private Utf8JsonReader _reader = new(json, RequestPeek.AnyDepth);
        private RpcFault? _fault;
        private Slice _id, _params;
        private ParamsKind _kind;
        private RpcVersion _version = RpcVersion.One;
        private bool _hasMethod, _hasParams, _hasVersion, _nullId;
        private int _methodLength;

        public readonly RpcRequest Request =>
            new(_version, _id, _params, _kind, _methodLength, _id.IsEmpty || (_nullId && _version == RpcVersion.One));

        public RpcFault? Run()
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                // The rest must be JSON too, or it is a parse error.
                _reader.Skip();
                _reader.Read();
                _version = RpcVersion.Two;
                return RpcFault.NotDone(RpcCode.InvalidRequest, "a request is a JSON object");
            }

            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                Member();
            }

            // Whatever follows the object must be white space: Read throws on anything else.
            _reader.Read();
            return _fault ?? (_hasMethod ? null : RpcFault.NotDone(RpcCode.InvalidRequest, "the request has no \"method\""));
        }

        private void Member()
        {
            if (_reader.ValueTextEquals("method"u8))
            {
                Once(ref _hasMethod, "method");
                Method();
            }
            else if (_reader.ValueTextEquals("id"u8))
            {
                var had = !_id.IsEmpty;
                Once(ref had, "id");
                Id();
            }
            else if (_reader.ValueTextEquals("params"u8))
            {
                Once(ref _hasParams, "params");
                Params();
            }
            else if (_reader.ValueTextEquals("jsonrpc"u8))
            {
                Once(ref _hasVersion, "jsonrpc");
                Version();
            }
            else
            {
                Value();
            }
        }

        private void Method()
        {
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.String)
            {
                No(RpcCode.InvalidRequest, "\"method\" must be a string");
            }
            else
            {
                _methodLength = _reader.ValueSpan.Length <= _method.Length ? _reader.CopyString(_method) : 0;
            }

            Skip();
        }

        private void Id()
        {
            var id = Value();
            if (_reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray || id.Length > MaxId)
            {
                No(RpcCode.InvalidRequest, "\"id\" must be a short string, a number or null");
                return;
            }

            _id = id;
            _nullId = _reader.TokenType == JsonTokenType.Null;
        }

        private void Params()
        {
            var value = Value();
            switch (_reader.TokenType)
            {
                case JsonTokenType.EndArray:
                    (_params, _kind) = (value, ParamsKind.Positional);
                    break;
                case JsonTokenType.EndObject:
                    (_params, _kind) = (value, ParamsKind.Named);
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    No(RpcCode.InvalidParams, "\"params\" must be a list or an object");
                    break;
            }

            if (value.Length > _limits.MaxParams)
            {
                No(RpcCode.InvalidParams, $"\"params\" is longer than {_limits.MaxParams} bytes");
            }
        }

        private void Version()
        {
            _reader.Read();
            if (_reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("2.0"u8))
            {
                _version = RpcVersion.Two;
            }
            else if (_reader.TokenType != JsonTokenType.String || !(_reader.ValueTextEquals("1.0"u8) || _reader.ValueTextEquals("1.1"u8)))
            {
                _version = RpcVersion.Two;
                No(RpcCode.InvalidRequest, "\"jsonrpc\" must be \"2.0\", \"1.0\" or absent");
            }

            Skip();
        }

        private Slice Value()
        {
            _reader.Read();
            var start = (int)_reader.TokenStartIndex;
            Skip();
            return new Slice(start, (int)_reader.BytesConsumed - start);
        }

        /// <summary>Reads on to the end of this value.</summary>
        private void Skip()
        {
            var depth = _reader.CurrentDepth;
            do
            {
                if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && _reader.CurrentDepth >= _limits.MaxDepth)
                {
                    No(RpcCode.InvalidRequest, $"the request is nested deeper than {_limits.MaxDepth}");
                }
            }
            while ((_reader.CurrentDepth > depth || _reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) && _reader.Read());
        }

        private void Once(ref bool seen, string member)
        {
            if (seen)
            {
                // Two readers may disagree about which of the two counts: ours must not allow what the daemon then does not do.
                No(RpcCode.InvalidRequest, $"\"{member}\" stands twice");
            }

            seen = true;
        }

        private void No(RpcCode code, string why) => _fault ??= RpcFault.NotDone(code, why);
    }
}
