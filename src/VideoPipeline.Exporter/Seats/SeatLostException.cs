namespace VideoPipeline.Exporter.Seats;

/// <summary>This process does not hold its seat any more: it must not render, nor answer for the seat.</summary>
internal sealed class SeatLostException(string message, Exception? innerException = null) : Exception(message, innerException);
