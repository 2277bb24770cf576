namespace VideoPipeline.Exporter.Seats;

/// <summary>Another exporter holds the seat, so this one does not start.</summary>
internal sealed class SeatTakenException(string seat, string machine) : InvalidOperationException(
    $"The seat \"{seat}\" is held by another exporter ({machine}): stop that one (a killed one's lease ends in a minute), give this "
    + "one a seat of its own (Exporter__Seat), or let it stand by (Exporter__StandBy=true).");
