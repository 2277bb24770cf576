using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VideoPipeline.Testing;

/// <summary>Makes meters, and keeps what their instruments tell.</summary>
public sealed class MetricRecorder : IMeterFactory
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<Measurement> measurements = new();
    private readonly ConcurrentQueue<Instrument> instruments = new();
    private readonly List<Meter> meters = [];

    public MetricRecorder()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            // the process has other meters, of tests that run beside this one
            if (instrument.Meter.Scope == this)
            {
                instruments.Enqueue(instrument);
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Keep(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Keep(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Keep(i, value, tags));
        listener.Start();
    }

    /// <summary>The instruments that were made.</summary>
    public IEnumerable<Instrument> Instruments => instruments;

    /// <summary>What an instrument has told, in order.</summary>
    public IEnumerable<Measurement> Of(string name) => measurements.Where(m => m.Name == name);

    /// <summary>Asks the instruments that only tell when they are asked.</summary>
    public void Observe() => listener.RecordObservableInstruments();

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        listener.Dispose();
        meters.ForEach(m => m.Dispose());
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measurements.Enqueue(new Measurement(instrument.Name, value, string.Join(", ", tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));

    /// <summary>One measurement, its tags as text.</summary>
    public sealed record Measurement(string Name, double Value, string Tags);
}
