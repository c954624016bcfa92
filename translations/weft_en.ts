<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weft::ExportForm</name>
    <message numerus="yes">
        <source>%n of these files exist. Replace them, or change the name.</source>
        <translation>
            <numerusform>%n of these files exists. Replace it, or change the name.</numerusform>
            <numerusform>%n of these files exist. Replace them, or change the name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ExportModel</name>
    <message numerus="yes">
        <source>%1 ran it on %n validation images.</source>
        <comment>the engine</comment>
        <translation>
            <numerusform>%1 ran it on %n validation image.</numerusform>
            <numerusform>%1 ran it on %n validation images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more could not be read.</source>
        <translation>
            <numerusform>%n more could not be read.</numerusform>
            <numerusform>%n more could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No file: the run itself, in int8 on %n validation images, as Classify computes with “int8” ticked.</source>
        <translation>
            <numerusform>No file: the run itself, in int8 on %n validation image, as Classify computes with “int8” ticked.</numerusform>
            <numerusform>No file: the run itself, in int8 on %n validation images, as Classify computes with “int8” ticked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ExportPage</name>
    <message numerus="yes">
        <source>The export was cancelled; %n file(s) had been made and stay.</source>
        <translation>
            <numerusform>The export was cancelled; %n file had been made and stays.</numerusform>
            <numerusform>The export was cancelled; %n files had been made and stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be exported; the proof says why.</source>
        <translation>
            <numerusform>%n file could not be exported; the proof says why.</numerusform>
            <numerusform>%n files could not be exported; the proof says why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of “%1” exported.</source>
        <translation>
            <numerusform>%n file of “%1” exported.</numerusform>
            <numerusform>%n files of “%1” exported.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::MessageBar</name>
    <message numerus="yes">
        <source>%n more</source>
        <comment>messages behind this one</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ProcessPaces</name>
    <message numerus="yes">
        <source>One process that computes with %n threads</source>
        <translation>
            <numerusform>One process that computes with %n thread</numerusform>
            <numerusform>One process that computes with %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ProcessText</name>
    <message numerus="yes">
        <source>%n processes × %1</source>
        <comment>threads of each</comment>
        <translation>
            <numerusform>%n process × %1</numerusform>
            <numerusform>%n processes × %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ProgressHeader</name>
    <message numerus="yes">
        <source>loss scale %1, %n step(s) skipped</source>
        <translation>
            <numerusform>loss scale %1, %n step skipped</numerusform>
            <numerusform>loss scale %1, %n steps skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::RunsPage</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ScheduleCurve</name>
    <message numerus="yes">
        <source>%n epoch(s)</source>
        <translation>
            <numerusform>%n epoch</numerusform>
            <numerusform>%n epochs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::StatusLine</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
</TS>
