-- Written once and never changed: a store has one master key. Not breaking.
GRANT SELECT, INSERT ON store_seal TO holdfast_app;
