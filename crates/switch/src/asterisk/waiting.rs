//! Queues and conferences, as the dialplan needs them for `AddQueueMember`, `Queue` and `ConfBridge`.

use tandem_domain::RingStrategy;
use tandem_domain::route::{Conference, Queue, Sound, StepId};

use super::dial::channel;
use crate::loss::Losses;
use crate::{Lost, Site};

/// A queue, and whoever is to be added to it before the caller goes in: `agents` says how many they are, and
/// `agent_1`, `agent_1_penalty` and so on who.
pub(super) fn queue(
    put: &mut impl FnMut(&str, String),
    id: StepId,
    queue: &Queue,
    site: &Site,
    losses: &mut Losses,
) {
    let Queue { settings, agents, .. } = queue;
    let some = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    put("queue", queue.id.to_string());
    put("seconds", some(settings.wait_seconds));
    put("callers_max", some(settings.callers));
    put("music", settings.music.unwrap_or_default().word().to_owned());
    put("language", settings.language.code().to_owned());
    put("strategy", strategy(settings.strategy).to_owned());
    put("ring_seconds", settings.ring_seconds.to_string());
    if let Some(sound) = settings.join_announcement {
        put("sound", Sound::Recording(sound).word());
    }
    // Asterisk reads how a queue rings when it starts, not with each call.
    losses.add(id, Lost::Agents);
    let mut count = 0;
    for agent in agents {
        for channel in channel(&agent.leg.to, site) {
            count += 1;
            put(&format!("agent_{count}"), channel);
            put(&format!("agent_{count}_penalty"), agent.penalty.to_string());
        }
    }
    put("agents", count.to_string());
}

/// Asterisk's name of a strategy.
pub(crate) fn strategy(of: RingStrategy) -> &'static str {
    let known = RingStrategy::WORDS.into_iter().find(|(strategy, ..)| *strategy == of);
    known.map_or("ringall", |(_, word, _)| word)
}

/// A room, and as what those who know a PIN come in: `guests` says how many there are, `guest_1_admin`
/// and so on as what. Without guests everybody comes in.
pub(super) fn conference(put: &mut impl FnMut(&str, String), conference: &Conference) {
    let settings = &conference.settings;
    put("room", conference.room());
    put("callers_max", settings.guests.to_string());
    put("language", settings.language.code().to_owned());
    put("guests", conference.guests.len().to_string());
    for (place, guest) in (1..).zip(&conference.guests) {
        let flag = |is: bool| u8::from(is).to_string();
        put(&format!("guest_{place}_admin"), flag(guest.is_admin));
        put(&format!("guest_{place}_muted"), flag(guest.starts_muted));
        put(&format!("guest_{place}_quiet"), flag(guest.is_quiet));
        put(&format!("guest_{place}_announced"), flag(guest.announces_join));
        put(
            &format!("guest_{place}_music"),
            guest.music.map_or("", |music| music.word()).to_owned(),
        );
    }
    for (occasion, recording) in &settings.sounds {
        put(occasion.field(), Sound::Recording(*recording).word());
    }
}
