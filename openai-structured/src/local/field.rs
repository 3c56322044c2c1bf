//! The fields of a request's body by kind, each refused in the API's words.

use serde_json::{Map, Value};

use super::error::ApiError;

/// The value of a key, where it is there and not null.
pub(super) fn given<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

pub(super) fn required<'a>(body: &'a Map<String, Value>, key: &str) -> Result<&'a Value, ApiError> {
    given(body, key).ok_or_else(|| missing(key))
}

pub(super) fn required_in<'a>(
    object: &'a Map<String, Value>,
    place: &str,
    key: &str,
) -> Result<&'a Value, ApiError> {
    given(object, key).ok_or_else(|| missing(&format!("{place}.{key}")))
}

pub(super) fn missing(place: &str) -> ApiError {
    ApiError::invalid(format!("Missing required parameter: '{place}'."))
        .param(place)
        .code("missing_required_parameter")
}

pub(super) fn known(
    object: &Map<String, Value>,
    place: &str,
    keys: &[&str],
) -> Result<(), ApiError> {
    let Some(key) = object.keys().find(|key| !keys.contains(&key.as_str())) else {
        return Ok(());
    };
    let place = format!("{place}.{key}");
    let error = ApiError::invalid(format!("Unknown parameter: '{place}'."));
    Err(error.param(place).code("unknown_parameter"))
}

pub(super) fn text<'a>(value: &'a Value, place: &str) -> Result<&'a str, ApiError> {
    value
        .as_str()
        .ok_or_else(|| invalid_type(place, "a string", value))
}

pub(super) fn object<'a>(
    value: &'a Value,
    place: &str,
) -> Result<&'a Map<String, Value>, ApiError> {
    value
        .as_object()
        .ok_or_else(|| invalid_type(place, "an object", value))
}

pub(super) fn list<'a>(value: &'a Value, place: &str) -> Result<&'a [Value], ApiError> {
    value
        .as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| invalid_type(place, "an array", value))
}

pub(super) fn flag(object: &Map<String, Value>, key: &str) -> Result<bool, ApiError> {
    let Some(value) = given(object, key) else {
        return Ok(false);
    };
    value
        .as_bool()
        .ok_or_else(|| invalid_type(key, "a boolean", value))
}

/// A flag inside of the object at `place`.
pub(super) fn flag_in(
    object: &Map<String, Value>,
    place: &str,
    key: &str,
) -> Result<bool, ApiError> {
    match given(object, key) {
        None => Ok(false),
        Some(value) => value
            .as_bool()
            .ok_or_else(|| invalid_type(&format!("{place}.{key}"), "a boolean", value)),
    }
}

/// An integer from `least` to `most`. A number outside is refused with its value, whatever its kind.
pub(super) fn integer(
    value: &Value,
    place: &str,
    least: u32,
    most: u32,
) -> Result<usize, ApiError> {
    let no_integer = || invalid_type(place, "an integer", value);
    let number = value.as_f64().ok_or_else(no_integer)?;
    let (bound, sign, limit, code) = if number < f64::from(least) {
        ("below minimum", ">=", least, "integer_below_min_value")
    } else if number > f64::from(most) {
        ("above maximum", "<=", most, "integer_above_max_value")
    } else {
        let within = value.as_u64().and_then(|whole| usize::try_from(whole).ok());
        return within.ok_or_else(no_integer);
    };
    Err(ApiError::invalid(format!(
        "Invalid '{place}': integer {bound} value. Expected a value {sign} {limit}, but got {value} \
         instead."
    ))
    .param(place)
    .code(code))
}

pub(super) fn unsupported(place: &str, got: &str, supported: &str) -> ApiError {
    ApiError::invalid(format!(
        "Invalid value: '{got}'. Supported values are: {supported}."
    ))
    .param(place)
    .code("invalid_value")
}

pub(super) fn invalid_type(place: &str, expected: &str, got: &Value) -> ApiError {
    let got = match got {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    ApiError::invalid(format!(
        "Invalid type for '{place}': expected {expected}, but got {got} instead."
    ))
    .param(place)
    .code("invalid_type")
}
