-- One JSON-RPC read, as a shop's backend sends it. The last line that wrk prints is for the benchmark: calls, failures, p50 and p99 in µs, seconds.
wrk.method = "POST"
wrk.body = '{"jsonrpc":"2.0","method":"getbalance","params":[],"id":1}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = os.getenv("AUTHORIZATION")

done = function(summary, latency)
   local errors = summary.errors
   io.write(string.format("figures %d %d %d %d %.3f\n",
      summary.requests,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout,
      latency:percentile(50), latency:percentile(99), summary.duration / 1e6))
end
