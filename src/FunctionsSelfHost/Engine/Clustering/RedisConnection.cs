using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>
/// The connection to the Redis that lists the cluster's members. It is made before the silo starts, so that a Redis that cannot be reached
/// is told in one sentence; later the client connects again by itself, and meanwhile the members go on with the list that they know.
/// </summary>
internal sealed class RedisConnection(ClusterSettings options) : IHostedService, IAsyncDisposable
{
    private ConnectionMultiplexer? connection;

    /// <summary>The open connection.</summary>
    public IConnectionMultiplexer Open => connection ?? throw new InvalidOperationException("The connection to Redis is not open yet.");

    /// <inheritdoc/>
    /// <exception cref="IOException">Redis cannot be reached.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        options.Redis.AbortOnConnectFail = true;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(options.Redis);
        }
        catch (RedisException e)
        {
            throw new IOException(
                $"Redis at {string.Join(", ", options.Redis.EndPoints)} cannot be reached or refuses the password: start it, or correct the setting Orleans:Redis.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
