#pragma once

#include "app/cli/output.h"

#include "core/store/weights_report.h"

namespace weft::cli {

/// {"file":..,"kind":..,"names":..,"fits":..,"taken":{"tensors":..,"parameters":..},
/// "left_out":[{"name":..,"shape":[..]}],"surplus":[..],"missing":[..],
/// "not_fitting":[{"name":..,"shape":[..],"network_shape":[..],"type":..}],"not_finite":[names],
/// "remarks":[texts]}
[[nodiscard]] Json toJson(const WeightsReport& report);

/// What the network begins with, in one or two lines on standard error; with json also as one
/// {"weights":{..}} line on standard output.
void tellWeights(const WeightsReport& report, bool json);

/// The whole report on standard output, for people.
void printWeights(const WeightsReport& report);

} // namespace weft::cli
