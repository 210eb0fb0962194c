using System.Net;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.Received;

/// <summary>
/// What a reception does before its source is let in: it receives a guest of 2 MiB from this process, so that what receives is compiled
/// and libraries are loaded. Otherwise the source waits for that.
/// </summary>
public static class ReceptionWarmUp
{
    // What channels share is compiled once.
    private const int Channels = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly MigrationParameters AsQemu72 = new()
    {
        Channels = Channels,
        WireLayout = WireLayout.Qemu72,
        ZeroPageDetection = ZeroPageDetection.Legacy,
    };

    /// <summary>Receives a small guest and forgets it. A failure is the real reception's to report.</summary>
    /// <param name="method">The method that will be used.</param>
    /// <param name="known">What a packet may name.</param>
    /// <param name="cancellation">The user's wish to stop.</param>
    /// <exception cref="OperationCanceledException">Cancelled by the user.</exception>
    public static void Run(IMultifdMethod method, WireMethods known, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using WarmUpGuest guest = new();
        using GuestMemory memory = new(guest.Layout);
        guest.Fill(memory);
        try
        {
            Receive(guest, memory, method, known, cancellation);
        }
        catch (ConnectionException)
        {
            // As any failure: the real reception will meet it again, and say so.
        }
    }

    private static void Receive(
        WarmUpGuest guest, GuestMemory memory, IMultifdMethod method, WireMethods known, CancellationToken cancellation)
    {
        using QemuListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), Channels, note: _ => { }, patience: Patience);
        List<IConnection> sources = [];
        try
        {
            for (int i = 0; i <= Channels; i++) sources.Add(TcpConnection.Connect(listener.EndPoint));
            using QemuDestination destination = new(method, known, listener) { IdleTimeout = Patience, TotalTimeout = Patience };
            MigrationSource source = new(memory, guest, method, AsQemu72, sources[0], sources[1..]);
            Task sending = Task.Run(() => source.Run(cancellation), CancellationToken.None);
            try
            {
                destination.Receive(cancellation);
            }
            finally
            {
                // Should that have failed, the source would write on.
                sources.ForEach(connection => connection.Abort());
                Task.WaitAny([sending], CancellationToken.None);
            }
        }
        finally
        {
            sources.ForEach(connection => connection.Dispose());
        }
    }
}
